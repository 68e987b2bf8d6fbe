"""The strings of the help, which lists the keys."""

from __future__ import annotations

from typing import Final


class HelpText:
    TITLE = "Help"

    EDITING = "Editing text"
    FILTERED_BY = "A word or a key, such as tag, quotation, F2"
    NO_MATCH = "No key matches. Press Esc to clear the filter."
    HINT = "{everywhere} everywhere · {filter} filters the keys · {close} closes"
    PURPOSES: Final[dict[str, str]] = {
        "LibraryScreen": (
            "The articles of your library. {rows.choose} reads one, {library.filter} filters the "
            "list, {library.add} adds articles, {app.search} searches all texts."
        ),
        "ReaderScreen": (
            "An article with its names, quotations, dates and notes. {reader.next_quotation} goes "
            "to the next quotation, {reader.next_pane} to the panes; {reader.note} writes a note, "
            "{reader.highlight} highlights, {reader.correct_speaker} corrects a speaker."
        ),
        "SearchScreen": (
            "Search in articles, quotations, events and notes. {search.edit} edits the query, "
            "{search.facets} narrows it, {rows.choose} opens a result, {search.save} saves the "
            "search."
        ),
        "PeopleScreen": (
            "People and organizations in all articles. {rows.choose} shows all quotations of one, "
            "{people.filter} filters by name, {people.merge} merges two names of one person."
        ),
        "PersonScreen": (
            "One person or organization in all articles. {person.next} goes to the next list, "
            "{rows.choose} opens the article."
        ),
        "TimelineScreen": (
            "The past and announced events of all articles. {timeline.back} and "
            "{timeline.forward} move in time, {timeline.zoom_in} and {timeline.zoom_out} change "
            "the unit, {rows.choose} opens the article."
        ),
        "AllNotesScreen": (
            "The notes and highlights of all articles. {rows.choose} goes to the passage, "
            "{all_notes.group} groups them, {all_notes.filter} filters, {screen.export} exports."
        ),
        "TagTreeScreen": (
            "All tags. {rows.choose} lists what has one, {tags.rename} renames it, {tags.merge} "
            "merges it with another."
        ),
        "JobsScreen": "Imports and analyses with their results. {jobs.cancel} cancels one.",
        "QuoteGroupsScreen": (
            "Quotations that occur in several articles. {rows.choose} compares them."
        ),
        "OccurrencesScreen": "One quotation in several articles, and how its words differ.",
        "MergeCandidatesScreen": (
            "Names that may be of one person. {duplicates.merge} merges a pair, "
            "{duplicates.keep_apart} keeps it apart."
        ),
        "SimilarScreen": (
            "Articles or quotations that are similar to one. {rows.choose} opens it."
        ),
        "ConcordanceScreen": (
            "Words in context, in an article or in all. {concordance.query} changes the words."
        ),
        "WordsScreen": (
            "The words of an article: frequencies, collocations, dispersion. "
            "{words.next} goes to the next view."
        ),
        "WatchedSourcesScreen": (
            "Feeds and folders whose new articles are added. {watched.add} adds one."
        ),
        "TrashScreen": (
            "Deleted articles. {trash.restore} restores one, {trash.empty} deletes all."
        ),
        "ProposalsScreen": (
            "Changes that imported files propose. {proposals.accept} accepts one, "
            "{proposals.reject} rejects it."
        ),
        "CorrectionsScreen": (
            "Your corrections. {corrections.revert} reverts one, {corrections.apply_to_all} "
            "applies it to all articles."
        ),
        "VersionsScreen": "How the text of an article changed.",
        "MessagesScreen": "The messages of this session. {messages.copy} copies one.",
        "NoteEditor": "A note on a passage. {note.save} saves it; `#tag` in the text is a tag.",
    }
    """The purpose of each screen, by the name of its class, with the keys of actions."""
