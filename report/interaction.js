// What the page does besides drawing charts: themes, sorting, copying, opening what a link names.
// Everything here adds to markup that is complete without it.
"use strict";

(() => {
  const root = document.documentElement;

  const makeButton = (text, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => action(button));
    return button;
  };

  // A page from a file may have no storage; then the choice lasts as long as the page.
  const remember = (theme) => {
    try {
      localStorage.setItem("lockstep-theme", theme);
    } catch { /* nothing depends on it */ }
  };
  const remembered = () => {
    try {
      return localStorage.getItem("lockstep-theme");
    } catch {
      return null;
    }
  };

  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;

  const addThemeToggle = () => {
    const kept = remembered();
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
    const label = () => (isDark() ? "Light theme" : "Dark theme");
    const button = makeButton(label(), () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember(root.dataset.theme);
      button.textContent = label();
    });
    button.className = "theme";
    document.querySelector("header").append(button);
  };

  // An empty cell stays at the end, whichever way the rest is sorted.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return null;
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    const text = cell.textContent.trim();
    return text === "" ? null : text;
  };

  const compareKeys = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  };

  const sortBy = (table, column, head) => {
    const wasUp = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", wasUp ? "descending" : "ascending");
    const sign = wasUp ? -1 : 1;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => compareKeys(keyOf(a, column), keyOf(b, column), sign));
    table.tBodies[0].append(...rows);
  };

  const addSorting = () => {
    for (const table of document.querySelectorAll("table")) {
      if (table.tBodies[0].rows.length < 2) continue;
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = makeButton("", () => sortBy(table, column, head));
        button.className = "sort";
        button.append(...head.childNodes);
        head.append(button);
      });
    }
  };

  const addCopying = () => {
    for (const command of document.querySelectorAll(".command")) {
      const code = command.querySelector("code");
      const button = makeButton("Copy", async () => {
        try {
          await navigator.clipboard.writeText(code.textContent);
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(code);
          button.textContent = "Selected: copy with Ctrl-C";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 3000);
      });
      button.className = "copy";
      button.setAttribute("aria-live", "polite");
      command.querySelector("span").append(button);
    }
  };

  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };

  addThemeToggle();
  addSorting();
  addCopying();
  openTarget();
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".finding details")) details.open = true;
  });
})();
