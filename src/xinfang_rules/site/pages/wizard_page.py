"""The page that asks: what is to be done with a petition, found out by an interview."""

from collections.abc import Iterator

from xinfang_rules.site.links import PROCESS, Links
from xinfang_rules.site.markdown import Page, blocks
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.wizard_data import guide_of

WIZARD = "wizard.md"


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page, where the pack has an interview that the browser can lead."""
    if guide_of(book) is None:
        return
    process = Links(WIZARD, book).to(f"{PROCESS}/index.md", "办事流程")
    body = [
        "从角色问起，一次一问；结论、最后一日和依据随时列在旁边，任何一项都可以回头修改。\n{ .xw-intro }",
        '<div class="xinfang-wizard"></div>',
        "<noscript>逐问判断须在浏览器中启用脚本。命令行的 <code>xinfang ask</code> 问同样的问题。</noscript>",
        f"各步的全部结论和条件，见{process}。\n{{ .xw-intro }}",
    ]
    yield Page(WIZARD, "收到一件信访事项：逐问判断", blocks(body), boost=2.0)
