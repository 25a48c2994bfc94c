"""Static files under names with a hash of their content, for ever cacheable."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_url, _import, _source_map = HashedFilesMixin.patterns[0][1]
_module_imports = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Rewrites references in CSS, and imports in our own modules only.

    Vendored scripts are left alone: their comments look like imports, and their source maps are not shipped.
    """

    patterns = (
        ("*.css", (_url, _import)),
        ("js/*.js", _module_imports),
        ("widget/*.js", _module_imports),
    )
