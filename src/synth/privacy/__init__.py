"""Privacy: find personal data, replace it by pseudonyms, keep the key apart."""

from synth.privacy.candidates import find_candidates
from synth.privacy.pseudonyms import find_personal_data, make_key, pseudonymise

__all__ = ["find_candidates", "find_personal_data", "make_key", "pseudonymise"]
