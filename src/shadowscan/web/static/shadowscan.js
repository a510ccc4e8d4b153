// Datasette's table.js asks for this; its own pages set it in a script inside the page, which our policy forbids.
window.DATASETTE_ALLOW_FACET = true;

document.addEventListener("click", (event) => {
  const within = event.target.closest("details.ss-menu");
  document.querySelectorAll("details.ss-menu[open]").forEach((menu) => {
    if (menu !== within) menu.open = false;
  });
});

// On a phone the choices would push the rows off the screen.
document.addEventListener("DOMContentLoaded", () => {
  if (window.matchMedia("(max-width: 576px)").matches) {
    document.querySelectorAll("details.ss-facets").forEach((facets) => (facets.open = false));
  }
});
