"""Entity linking: compare the entities of several articles, with a score and a reason.

Pure, as all of `analysis` is: names and roles in, keys and similarities out.
"""
