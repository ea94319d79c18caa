"""The spaCy component that marks needs, pain points and the like: `nlp.add_pipe("synth_findings")`.

It writes `doc.spans["synth"]`: one span a finding, labelled with its kind, with the cue's id as `span.id_`; scores, the
words that fired and what the context changed stand in the group's `attrs`. displaCy shows it with `style="span"`.
"""

from spacy.language import Language
from spacy.tokens import Doc, Span

from synth.finder import Finder
from synth.lexicon import Lexicon, load_lexicon

SPANS_KEY = "synth"


class FindingsComponent:
    """Marks findings in a doc by the cues of a lexicon; made by `nlp.add_pipe`, or here for a lexicon at hand.

    A pipeline's lemmas are used if it has any, and a cue inside a name that it has marked does not count.
    """

    def __init__(self, nlp: Language, lexicon: Lexicon, *, spans_key: str = SPANS_KEY) -> None:
        """Compile the lexicon for this pipeline's vocabulary.

        Raises:
            LexiconProblem: a pattern cannot be compiled; names the cue and the remedy.
        """
        self.spans_key = spans_key
        self.finder = Finder(lexicon, nlp=nlp)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the findings of one doc."""
        piece = self.finder.read_doc(doc)
        hits = self.finder.find(piece.words, names=piece.names)
        doc.spans[self.spans_key] = [
            Span(doc, hit.start, hit.end, label=hit.kind, span_id=hit.cue.cue_id) for hit in hits
        ]
        doc.spans[self.spans_key].attrs.update(
            scores=[hit.score for hit in hits],
            words=[doc[hit.first : hit.last].text for hit in hits],
            why=[hit.why for hit in hits],
        )
        return doc


@Language.factory("synth_findings", default_config={"cues": [], "spans_key": SPANS_KEY})
def create_component(nlp: Language, name: str, cues: list[str], spans_key: str) -> FindingsComponent:  # noqa: ARG001
    """Make the component for `nlp.add_pipe("synth_findings", config={"cues": ["my-cues.toml"]})`."""
    return FindingsComponent(nlp, load_lexicon(str(nlp.lang), extra=cues), spans_key=spans_key)
