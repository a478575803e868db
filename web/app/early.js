// Before the first paint: the theme that was chosen here. A classic script, so that nothing is painted in the other one.
try {
  const theme = localStorage.getItem("viva.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme it is.
}
