"""Sets of Penn Treebank tags: word classes, and the classes that open or end a phrase."""

PROPER_NOUN_TAGS = frozenset({"NNP", "NNPS"})
COMMON_NOUN_TAGS = frozenset({"NN", "NNS"})
PLURAL_NOUN_TAGS = frozenset({"NNS", "NNPS"})
SINGULAR_NOUN_TAGS = frozenset({"NN", "NNP"})
NOUN_TAGS = COMMON_NOUN_TAGS | PROPER_NOUN_TAGS
PRONOUN_TAGS = frozenset({"PRP", "EX"})
"""Pronouns that are a noun phrase of their own: "she", "there"."""
NAME_OR_PRONOUN_TAGS = PROPER_NOUN_TAGS | {"PRP"}
NOUN_OR_PRONOUN_TAGS = NOUN_TAGS | {"PRP", "PRP$"}
DETERMINER_TAGS = frozenset({"DT", "PRP$"})
"""Words that open a noun phrase: "the", "her"."""

ADJECTIVE_TAGS = frozenset({"JJ", "JJR", "JJS"})
ADVERB_TAGS = frozenset({"RB", "RBR", "RBS"})
SUPERLATIVE_TAGS = frozenset({"JJS", "RBS"})
NOUN_OR_ADJECTIVE_TAGS = NOUN_TAGS | ADJECTIVE_TAGS
PHRASE_TAGS = NOUN_TAGS | {"DT", "JJ", "PRP$", "POS", "CD", "VBG", "$"}
"""Words inside a noun phrase."""

VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
VERBAL_TAGS = VERB_TAGS | {"MD"}
TENSED_TAGS = frozenset({"VBD", "VBP", "VBZ"})
FINITE_TAGS = TENSED_TAGS | {"MD"}
NARRATIVE_TAGS = frozenset({"VBD", "VBZ"})
"""Tenses of verbs that report what one person says or does: "said", "says"."""
PAST_TAGS = frozenset({"VBD", "VBN"})
PRESENT_TAGS = frozenset({"VBP", "VBZ"})
PARTICIPLE_TAGS = frozenset({"VBG", "VBN"})

PREPOSITION_TAGS = frozenset({"IN", "TO"})
RELATIVE_TAGS = frozenset({"WDT", "WP"})
WH_TAGS = frozenset({"WDT", "WP", "WP$", "WRB"})
SUBORDINATOR_TAGS = frozenset({"IN", "WRB"})
ADVERBIAL_TAGS = frozenset({"IN", "RB"})
"""First words of an adverbial: "on" Monday, "later" that day."""
FRONTED_TAGS = frozenset({"IN", "TO", "VBG", "VBN", "WRB"})
"""First words of a phrase or clause in front of its main clause."""
