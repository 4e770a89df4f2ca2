// Loaded blocking in <head>: the reader's own theme, density and folded navigation are there before the first paint.
const root = document.documentElement;
for (const name of ["theme", "density", "nav"]) {
  try {
    const value = localStorage.getItem(`deskhand.${name}`);
    if (value && value !== "system") root.dataset[name] = value;
  } catch { /* no storage: the system's preference stays */ }
}
root.classList.add("js");
