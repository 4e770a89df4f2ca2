// Forms that help: [data-submit-on-change] sends itself; [data-slug-from] proposes until the person writes; [data-file-preview] shows a
// chosen logo; the clock's zone fills [data-time-zone]; a pressed submit button is not pressed twice.
import { $, each } from "./dom.js";

const slug = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);

each("[data-submit-on-change]", (field) => field.addEventListener("change", () => field.form.requestSubmit()));

each("[data-slug-from]", (field) => {
  const source = $(field.dataset.slugFrom);
  let own = field.value !== "" && field.value !== slug(source.value);
  field.addEventListener("input", () => { own = field.value !== ""; });
  source.addEventListener("input", () => {
    if (own) return;
    field.value = slug(source.value);
    field.dispatchEvent(new Event("slug", { bubbles: true }));
  });
});
each("[data-mirror]", (target) => {
  const source = $(target.dataset.mirror);
  const copy = () => { target.textContent = source.value || target.dataset.empty; };
  ["input", "slug"].forEach((type) => source.addEventListener(type, copy));
  copy();
});

each("select[data-time-zone]", (field) => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field.dataset.timeZone && [...field.options].some((option) => option.value === here)) field.value = here;
});

each("[data-color-pair]", (well) => {
  const text = $(well.dataset.colorPair);
  well.addEventListener("input", () => { text.value = well.value; text.dispatchEvent(new Event("change", { bubbles: true })); });
  text.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(text.value)) well.value = text.value; });
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.hasAttribute("hx-post")) return;
  const button = event.submitter;
  if (button) setTimeout(() => { button.setAttribute("aria-disabled", "true"); });
  if (event.target.dataset.sent === "true") event.preventDefault();
  event.target.dataset.sent = "true";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
}));
