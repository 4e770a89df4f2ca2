// Unread count in title and favicon: [data-unread-total] anywhere in the page is the number.
import { $, each } from "./dom.js";

const plain = document.title.replace(/^\(\d+\+?\) /, "");

export function show(count, title = plain) {
  document.title = count > 0 ? `(${count > 99 ? "99+" : count}) ${title}` : title;
  const icon = $("link[rel=icon]");
  if (icon) icon.href = count > 0 ? icon.dataset.unread : icon.dataset.calm;
}

const bare = () => document.title.replace(/^\(\d+\+?\) /, "");
const count = () => Number($("[data-unread-total]")?.dataset.unreadTotal ?? 0);

each("[data-unread-total]", () => show(count(), bare()));
each("[data-page-title]", (element) => show(count(), element.dataset.pageTitle));
