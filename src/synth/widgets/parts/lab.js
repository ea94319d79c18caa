/** Getting along with JupyterLab, which has keys of its own. */

/** Ctrl+S is JupyterLab’s even here. */
export function isSave(event) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s";
}

/** Let JupyterLab, which listens further out, act on the key press that is under way. */
export function passToLab(root) {
  delete root.dataset.lmSuppressShortcuts;
  setTimeout(() => {
    root.dataset.lmSuppressShortcuts = "true";
  });
}
