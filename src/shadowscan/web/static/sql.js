// The SQL editor, as in Datasette's own page but from a file.
(() => {
  const format = document.querySelector("button#sql-format");
  const input = document.querySelector("textarea#sql-editor");
  if (!input || !window.CodeMirror) return;
  const editor = CodeMirror.fromTextArea(input, { lineNumbers: true, mode: "text/x-sql", lineWrapping: true });
  editor.setOption("extraKeys", {
    "Shift-Enter": () => document.querySelector("form.sql").submit(),
    Tab: false,
  });
  if (format) {
    format.hidden = false;
    format.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
  }
  if (window.cmResize) cmResize(editor, { resizableWidth: false });
})();
