"""Privacy: find personal data, replace it by pseudonyms, keep the key apart."""

from synth.privacy.key import PseudonymKey
from synth.privacy.proposals import find_personal_data
from synth.privacy.pseudonyms import pseudonymise

__all__ = ["PseudonymKey", "find_personal_data", "pseudonymise"]
