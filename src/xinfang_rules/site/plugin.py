"""The plugin for MkDocs: generates the pages of a rulebook into a site.

    plugins:
      - search
      - xinfang-rules:
          pack: xinfang-2022
          overlays: [my-province/]
          further: [xinfang-2005]

In the `copyright` of the site, `{version}` is the version of this library and `{built}` the day of the build.

Whatever is wrong with the rules is told as the library tells it, one line a finding, and ends the build.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date, get_relative_url

from xinfang_rules._version import __version__
from xinfang_rules.errors import XinfangError
from xinfang_rules.rulebook.load import overlay_place, pack_place, shipped_packs
from xinfang_rules.rulebook.statutes import statutes_directory
from xinfang_rules.site.build import SCRIPTS, SEARCH_WORKER, beside, generated_files, styles
from xinfang_rules.site.nav import chapters, navigation
from xinfang_rules.site.search.index import compacted, emptied, searchable
from xinfang_rules.site.search.search_words import SearchWords, address, read_search_words
from xinfang_rules.site.site_context import SiteContext, Surroundings, read_book

EXTENSIONS = ("admonition", "attr_list", "def_list", "md_in_html", "tables", "pymdownx.details", "pymdownx.superfences")
"""What the generated Markdown is written in."""

SEARCH_INDEX = "search/search_index.json"
SEARCH_PAGES = "search/pages.json"
"""What the search of these pages reads when something is searched for; `search.js` knows the name."""

_SEARCH_DIALOG = 'data-md-component="search" role="dialog"'
_SEARCH_RESULTS = '<ol class="md-search-result__list"'
_WORKER_OF_THEME = re.compile(r"assets/javascripts/workers/search\.[0-9a-f]+\.min\.js")


class _Overlay(config_options.FilesystemObject):
    """A shipped overlay by its name, or a path."""

    def run_validation(self, value: object) -> str:
        place = overlay_place(value)
        return super().run_validation(value) if place is None else str(place)


class XinfangConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs leaves its class hooks untyped
    """The options of the plugin. Paths are relative to `mkdocs.yml`.

    Attributes:
        pack: The name of a shipped pack, or a directory of rule files.
        overlays: Shipped overlays by name, directories or single rule files, laid over it in this order.
        statutes: The directory of official texts; otherwise what `XINFANG_STATUTES` names, or what this user keeps.
        further: Names of shipped packs whose pages stand beside, each in a folder of its name, outside the search.
        deadlines: Shipped overlays whose periods the deadline calculator tells beside, where they are asked for.
    """

    pack = config_options.Type(str, default="xinfang-2022")
    overlays = config_options.ListOfItems(_Overlay(exists=True), default=[])
    statutes = config_options.Optional(config_options.Dir(exists=True))
    further = config_options.ListOfItems(config_options.Type(str), default=[])
    deadlines = config_options.ListOfItems(config_options.Type(str), default=[])


class XinfangPlugin(BasePlugin[XinfangConfig]):  # type: ignore[no-untyped-call]  # the same
    """Writes the pages, the downloads and the scripts of a rulebook into a site."""

    def __init__(self) -> None:
        self._generated: dict[str, str | bytes] = {}
        self._chapters: dict[str, str] = {}
        self._words = SearchWords()
        self._urls: dict[str, str] = {}
        self._worker_replaced = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Reads the rulebook and adds what its pages need."""
        try:
            book = replace(self._read(config), beside={name: f"{name}/" for name in self.config.further})
            further = {name: self._beside(name, book) for name in self.config.further}
            around = Surroundings(further, self.config.deadlines, config.use_directory_urls, config.site_url or "")
            self._generated = generated_files(book, around)
            pages = [path for path in self._generated if path.endswith(".md")]
            self._words = read_search_words(self._places(config), book.rulebook.instrument, pages)
            self._chapters = chapters(book.rulebook.instrument)
            for name, other in further.items():
                self._generated |= beside(other, name, around)
                self._chapters |= {
                    f"{name}/{path}": title for path, title in chapters(other.rulebook.instrument).items()
                }
        except XinfangError as error:
            raise PluginError(f"the rules cannot be documented:\n{error}") from None
        if config.copyright:
            config.copyright = config.copyright.replace("{version}", __version__).replace("{built}", get_build_date())
        _add(config.markdown_extensions, EXTENSIONS)
        _add(config.extra_css, styles(self._generated))
        _add(config.extra_javascript, SCRIPTS)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Adds the generated files, and their pages to the navigation."""
        own = [file.src_uri for file in files.documentation_pages()]
        for path, content in self._generated.items():
            if files.get_file_from_path(path) is not None:
                raise PluginError(f"{path}: a page of the site stands where one is generated; rename it")
            files.append(File.generated(config, path, content=content))
        self._urls = {file.src_uri: file.url for file in files.documentation_pages()}
        pages = [path for path in self._generated if path.endswith(".md")]
        config.nav = navigation(config.nav, own, pages, self._chapters)
        return files

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Lets the search of these pages answer, which knows how the law is written."""
        return self._searched_here(output, page.url)

    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """Does the same for pages that belong to the theme."""
        return self._searched_here(output_content, None)

    @event_priority(-100)  # after the search plugin has written its index
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Makes the search index small and plain, and lets it wait to be asked for, where our own search answers."""
        index = Path(config.site_dir) / SEARCH_INDEX
        if not (index.is_file() and self._worker_replaced):
            return  # a theme that searches by itself shows the index as markup: it stays as it was written
        text = compacted(index.read_text(encoding="utf-8"))
        pages = searchable(text, self._words.as_data(self._urls))
        (Path(config.site_dir) / SEARCH_PAGES).write_text(pages, encoding="utf-8")
        index.write_text(emptied(text), encoding="utf-8")

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Builds again when a rule file changes."""
        for place in self._places(config):
            server.watch(str(place))
        return server

    def _searched_here(self, page: str, url: str | None) -> str:
        page, replaced = _WORKER_OF_THEME.subn(SEARCH_WORKER, page)
        if not replaced:
            return page
        self._worker_replaced = True
        # The theme leaves its search dialog without a name, which those who listen to a page need.
        page = page.replace(_SEARCH_DIALOG, f'{_SEARCH_DIALOG} aria-label="搜索"')
        return page if url is None else page.replace(_SEARCH_RESULTS, self._suggestions(url) + _SEARCH_RESULTS)

    def _suggestions(self, url: str) -> str:
        """Writes the ways into the site that stand in the search dialog of a page as long as it lists no results."""
        links = (
            f'<li><a href="{escape(get_relative_url(address(place, self._urls), url))}">{escape(title)}</a></li>'
            for title, place in self._words.suggestions
        )
        listed = "".join(links)
        return listed and f'<nav class="xf-suggested" aria-label="常用入口">常用入口<ul>{listed}</ul></nav>'

    def _read(self, config: MkDocsConfig) -> SiteContext:
        return read_book(self._pack(config), self._overlays(), self._statutes())

    def _beside(self, name: str, book: SiteContext) -> SiteContext:
        return replace(read_book(name, statutes=self._statutes()), beside={book.rulebook.instrument.id: "../"})

    def _statutes(self) -> Path | None:
        named = self.config.statutes or statutes_directory()
        return None if named is None else Path(named)

    def _pack(self, config: MkDocsConfig) -> str | Path:
        name = self.config.pack
        if name in shipped_packs():
            return name
        beside = _directory(config) / name
        return beside if beside.is_dir() else name

    def _overlays(self) -> list[Path]:
        return [Path(place) for place in self.config.overlays]

    def _places(self, config: MkDocsConfig) -> list[Path]:
        return [pack_place(self._pack(config)), *self._overlays()]


def _directory(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def _add(into: list[Any], names: Iterable[str]) -> None:
    into += [name for name in names if name not in into]
