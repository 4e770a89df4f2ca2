// htmx, and what an answer means: 422 and 409 carry a fragment to show (a form with its errors, a conflict), 412 the same.
import htmx from "htmx.org";

document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409, 412, 413, 422].includes(event.detail.xhr.status) && event.detail.xhr.getResponseHeader("X-Fragment")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

export default htmx;
