// The list is shown with the few styles it needs (first.css). The whole sheet, which says the same and all the rest, comes
// after it under media="print", where it keeps nothing waiting; here it is let in.
for (const sheet of document.querySelectorAll("link[data-later]")) sheet.media = "all";
