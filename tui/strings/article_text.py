"""The strings of the actions on the articles of marked rows."""

from msgspec import Struct


class EditText(Struct, frozen=True):
    """The message of an edit of articles: what was done, and the state of the unchanged ones."""

    description: str
    unchanged: str
    message: str = ""
    """A message in place of the description."""


class ArticleText:
    TITLE = "Articles of the marked rows"
    MARK_TWO = "Mark two articles with {mark}, then press {key}; marked now: {number:,}."
    TAGS_OF = "Tags of {articles}"
    TAGS_HINT = "harbor, -old adds “harbor” and removes “old”."
    RUNS = "Changing {articles}"
    EXPORT_ROWS = "The marked {rows}"
    EXPORT_ARTICLES = "The {articles} of the marked rows"
    CHANGED_SINCE = "{number:,} changed since then stay as they are"
    TAGGED = EditText("Tagged {articles}", "{number:,} had the tags already")
    UNTAGGED = EditText("Untagged {articles}", "{number:,} did not have the tags")
    RETAGGED = EditText("Changed the tags of {articles}", "{number:,} had these tags already")
    FLAGGED = "{done} {{articles}}"
    HAD_FLAG = "{{number:,}} had a {noun} already"
    HAD_NO_FLAG = "{{number:,}} had no {noun}"
    MARKED_READ = EditText("Marked {articles} as read", "{number:,} were read already")
    MARKED_UNREAD = EditText("Marked {articles} as unread", "{number:,} were unread already")
    CHANGED_METADATA = EditText("Changed the {name} of {articles}", "{number:,} had these already")
    COLLECTION = "collection"
    COLLECTION_OF = "Add {articles} to which collection?"
    NONE_IN_COLLECTION = ""
    IN_COLLECTION = "has {number:,} of them"
    ALL_IN_COLLECTION = "has {articles}: Enter takes out"
    COLLECTED = EditText("Added {articles} to “{name}”", "{number:,} were in it already")
    UNCOLLECTED = EditText("Took {articles} out of “{name}”", "{number:,} were not in it")
    ORIGINAL_OF = "Speaker of the original ({articles}); type “name; event” for both"
    SPEAKER = "speaker"
    UNMARK_ORIGINAL = "No original"
    UNMARK_DETAIL = "removes the mark"
    SEVERAL_SPEAKERS = "Several speakers"
    SEVERAL_DETAIL = "a debate, an interview, a court record"
    STATEMENTS_OF = "{number:,} quotations here"
    BYLINE_OF = "its author"
    MARKED_ORIGINAL = EditText("Marked {articles} as {name}", "{number:,} were marked so already")
    UNMARKED_ORIGINAL = EditText(
        "Removed the mark as an original from {articles}", "{number:,} were no originals"
    )
    RESTORED = EditText("Restored {articles}", "{number:,} were in the library already")
    TRASHED = EditText("Moved {articles} to the trash", "{number:,} were there already")
