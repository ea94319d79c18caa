"""Privacy: find personal data, let a person decide, replace it by pseudonyms, keep the key apart, erase."""

from synth.privacy.candidates import find_candidates
from synth.privacy.consent import check_consent
from synth.privacy.key import PseudonymKey
from synth.privacy.proposals import find_personal_data
from synth.privacy.protected import read_protected, write_protected
from synth.privacy.pseudonyms import pseudonymise
from synth.privacy.review import apply_review, list_review
from synth.privacy.risks import measure_risk

__all__ = [
    "PseudonymKey",
    "apply_review",
    "check_consent",
    "find_candidates",
    "find_personal_data",
    "list_review",
    "measure_risk",
    "pseudonymise",
    "read_protected",
    "write_protected",
]
