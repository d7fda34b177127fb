// The two keys that end a piece of typing.

/** Ctrl+Enter or Cmd+Enter finishes, Escape cancels; never while an input method composes a word. */
export function keys(event, finish, cancel) {
  if (event.isComposing || event.keyCode === 229) return;
  const finishing = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  const cancelling = event.key === "Escape" && cancel && !event.defaultPrevented;
  if (!finishing && !cancelling) return;
  event.preventDefault();
  event.stopPropagation();
  if (finishing) finish();
  else cancel();
}
