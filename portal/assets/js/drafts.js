// [data-draft="ticket:42"] on a form: its [data-draft-field] is kept on this device until sent. Every write says so in [data-draft-state].
import { $, store } from "./dom.js";

const key = (form, mode) => `deskhand.draft.${form.dataset.draft}.${mode}`;

export function keep(form, mode, text) {
  store.set(key(form, mode), text.trim() ? text : null);
  const state = $("[data-draft-state]", form);
  if (state) state.hidden = !text.trim();
}

export const recall = (form, mode) => store.get(key(form, mode)) ?? "";
