"""The pages that are generated from code when the website is built: a hook of MkDocs."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from db.schema_reference import schema_reference
from onrecord.reference import package_reference


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the files of `docs/`."""
    files.append(File.generated(config, "reference/onrecord.md", content=package_reference()))
    files.append(File.generated(config, "reference/database-schema.md", content=schema_reference()))
    return files
