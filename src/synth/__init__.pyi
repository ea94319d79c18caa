"""The public names. `__init__.py` loads each of them when it is first used."""

from .agreement import measure_agreement as measure_agreement
from .cards import Cards as Cards
from .cards import write_cards as write_cards
from .charts import draw_claims as draw_claims
from .charts import draw_comparison as draw_comparison
from .charts import draw_contrasts as draw_contrasts
from .charts import draw_coverage as draw_coverage
from .charts import draw_kinds as draw_kinds
from .charts import draw_learning as draw_learning
from .charts import draw_perspectives as draw_perspectives
from .charts import draw_priorities as draw_priorities
from .charts import draw_saturation as draw_saturation
from .charts import draw_scores as draw_scores
from .charts import draw_themes as draw_themes
from .charts import draw_together as draw_together
from .charts import draw_trends as draw_trends
from .charts import draw_waves as draw_waves
from .concordance import list_concordance as list_concordance
from .coverage import count_together as count_together
from .coverage import measure_coverage as measure_coverage
from .coverage import measure_intensity as measure_intensity
from .disagreements import agree as agree
from .disagreements import list_disagreements as list_disagreements
from .disagreements import resolve as resolve
from .display import lay_out_tables as lay_out_tables
from .double_coding import begin_round as begin_round
from .double_coding import draw_sample as draw_sample
from .double_coding import finish_round as finish_round
from .double_coding import list_rounds as list_rounds
from .double_coding import select_round as select_round
from .evidence import collect_evidence as collect_evidence
from .excerpts import collect_excerpts as collect_excerpts
from .excerpts import count_by_participant as count_by_participant
from .excerpts import count_cooccurrence as count_cooccurrence
from .excerpts import find_excerpts as find_excerpts
from .explanations import explain as explain
from .findings import find as find
from .insights import lint_how_might_we as lint_how_might_we
from .insights import lint_need as lint_need
from .insights import list_support as list_support
from .insights import measure_strength as measure_strength
from .insights import parse_need as parse_need
from .insights import rank_insights as rank_insights
from .insights import render_need as render_need
from .insights import suggest_insights as suggest_insights
from .languages import load_nlp as load_nlp
from .mending import mend_utterances as mend_utterances
from .passages import collect_passages as collect_passages
from .personas import draft_personas as draft_personas
from .personas import select_publishable as select_publishable
from .personas import weigh_needs as weigh_needs
from .perspectives import compare_perspectives as compare_perspectives
from .placements import collect_placements as collect_placements
from .placements import count_votes as count_votes
from .prevalence import TagClassifier as TagClassifier
from .prevalence import estimate_prevalence as estimate_prevalence
from .privacy import PseudonymKey as PseudonymKey
from .privacy import apply_review as apply_review
from .privacy import check_consent as check_consent
from .privacy import find_candidates as find_candidates
from .privacy import find_personal_data as find_personal_data
from .privacy import list_review as list_review
from .privacy import measure_risk as measure_risk
from .privacy import pseudonymise as pseudonymise
from .privacy import read_protected as read_protected
from .privacy import write_protected as write_protected
from .privacy.erasing import erase as erase
from .progress import estimate_unseen as estimate_unseen
from .progress import propose_next as propose_next
from .progress import trace_learning as trace_learning
from .ranking import FindingRanker as FindingRanker
from .readers import import_summary as import_summary
from .readers import read as read
from .readers import read_to_parquet as read_to_parquet
from .report import verify_report as verify_report
from .report import write_report as write_report
from .revisions import carry_study as carry_study
from .saturation import trace_saturation as trace_saturation
from .settings import read_settings as read_settings
from .spreadsheets import write_table as write_table
from .study import Study as Study
from .sufficiency import assess_sufficiency as assess_sufficiency
from .tables import check_quotes as check_quotes
from .themes import ThemeModel as ThemeModel
from .themes import compare_cuts as compare_cuts
from .themes import describe_themes as describe_themes
from .themes import group as group
from .trends import contrast_groups as contrast_groups
from .trends import measure_trends as measure_trends
from .usertests import compare_waves as compare_waves
from .usertests import draw_ledger as draw_ledger
from .usertests import list_ledger as list_ledger
from .usertests import read_tests as read_tests
from .usertests import record_change as record_change
from .usertests import record_result as record_result
from .usertests import summarise_tests as summarise_tests
from .widgets import CodebookEditor as CodebookEditor
from .widgets import CodingComparison as CodingComparison
from .widgets import InsightEditor as InsightEditor
from .widgets import PersonaEditor as PersonaEditor
from .widgets import PrivacyReview as PrivacyReview
from .widgets import Tagger as Tagger
from .widgets import ThemeBoard as ThemeBoard
from .workshops import list_notes as list_notes
from .workshops import write_board as write_board

__all__ = [
    "Cards",
    "CodebookEditor",
    "CodingComparison",
    "FindingRanker",
    "InsightEditor",
    "PersonaEditor",
    "PrivacyReview",
    "PseudonymKey",
    "Study",
    "TagClassifier",
    "Tagger",
    "ThemeBoard",
    "ThemeModel",
    "agree",
    "apply_review",
    "assess_sufficiency",
    "begin_round",
    "carry_study",
    "check_consent",
    "check_quotes",
    "collect_evidence",
    "collect_excerpts",
    "collect_passages",
    "collect_placements",
    "compare_cuts",
    "compare_perspectives",
    "compare_waves",
    "contrast_groups",
    "count_by_participant",
    "count_cooccurrence",
    "count_together",
    "count_votes",
    "describe_themes",
    "draft_personas",
    "draw_claims",
    "draw_comparison",
    "draw_contrasts",
    "draw_coverage",
    "draw_kinds",
    "draw_learning",
    "draw_ledger",
    "draw_perspectives",
    "draw_priorities",
    "draw_sample",
    "draw_saturation",
    "draw_scores",
    "draw_themes",
    "draw_together",
    "draw_trends",
    "draw_waves",
    "erase",
    "estimate_prevalence",
    "estimate_unseen",
    "explain",
    "find",
    "find_candidates",
    "find_excerpts",
    "find_personal_data",
    "finish_round",
    "group",
    "import_summary",
    "lint_how_might_we",
    "lint_need",
    "list_concordance",
    "list_disagreements",
    "list_ledger",
    "list_notes",
    "list_review",
    "list_rounds",
    "list_support",
    "load_nlp",
    "measure_agreement",
    "measure_coverage",
    "measure_intensity",
    "measure_risk",
    "measure_strength",
    "measure_trends",
    "mend_utterances",
    "parse_need",
    "propose_next",
    "pseudonymise",
    "rank_insights",
    "read",
    "read_protected",
    "read_settings",
    "read_tests",
    "read_to_parquet",
    "record_change",
    "record_result",
    "render_need",
    "resolve",
    "select_publishable",
    "select_round",
    "suggest_insights",
    "summarise_tests",
    "trace_learning",
    "trace_saturation",
    "verify_report",
    "weigh_needs",
    "write_board",
    "write_cards",
    "write_protected",
    "write_report",
    "write_table",
]
