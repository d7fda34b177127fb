"""The volumes of a report as one PDF: its pages, its bookmarks, and one tree of what they say."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


def append(book: "pikepdf.Pdf", volume: "pikepdf.Pdf") -> None:
    """Put ``volume`` behind ``book``, both as Typst wrote them; it must stay open until ``book`` is saved.

    Its elements become those of the same document. A page and a link find their elements by numbers of their
    own, which go on where those of ``book`` end; the pages' labels go on by themselves.
    """
    import pikepdf

    known = len(book.pages)
    book.add_pages_from(volume)
    root, added = book.Root.StructTreeRoot, book.copy_foreign(volume.Root.StructTreeRoot)
    numbered = int(root.ParentTreeNextKey)
    for page in book.pages[known:]:
        if "/StructParents" in page.obj:
            page.obj.StructParents += numbered
        for link in page.obj.get("/Annots", ()):
            link.StructParent += numbered
    for number, elements in pikepdf.NumberTree(added.ParentTree).items():
        root.ParentTree.Nums.extend(pikepdf.Array([numbered + number, elements]))
    root.ParentTreeNextKey = numbered + int(added.ParentTreeNextKey)
    document = root.K[0]
    for element in added.K[0].K:
        element.P = document
        document.K.append(element)
