"""Stop words, which are excluded from word lists of an article."""

from analysis.lexicon import word_set

# The closed word classes of English, numbers in words, and the verb "say".
STOP_WORDS = word_set("""
a an the this that these those such same other another each every either neither both all any some
no none few fewer many much more most less least several enough own
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
she her hers herself it its itself they them their theirs themselves one ones oneself
who whom whose which what whoever whatever whichever someone somebody something anyone anybody
anything everyone everybody everything nobody nothing
am is are was were be been being have has had having do does did done doing will would shall should
can could may might must ought need cannot
and or but nor so yet if unless because since although though while whereas whether than as when
whenever where wherever how why until till once before after
about above across against along alongside amid among amongst around at behind below beneath beside
besides between beyond by despite down during except for from in inside into like near of off on
onto out outside over past per through throughout to toward towards under underneath up upon via
with within without
two three four five six seven eight nine ten eleven twelve hundred hundreds thousand thousands
million millions billion billions first second third last next
not very too also just only even still again already almost always ever never often rather quite
perhaps now then there here well however therefore thus else away back yes
mr mrs ms dr etc am pm eg ie vs
said say says saying
aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't
shouldn't wasn't weren't won't wouldn't ain't
i'm i've i'd i'll we're we've we'd we'll you're you've you'd you'll he'd he'll she'd she'll it'll
it'd they're they've they'd they'll who'd who'll who've there'd there'll that'd that'll let's
o'clock
""")
