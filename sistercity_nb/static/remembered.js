// What somebody is typing into a form, kept on this device until it is saved; nothing, where the browser keeps nothing.

/** `{value(), keep(value), forget()}` for what JSON can hold; value() is {} where nothing was kept, keep() tells if it was. */
export function remembered(name) {
  const trying = (work) => {
    try {
      return work();
    } catch {
      return null; // storage is off or full, or holds what is none of ours: the form works without it
    }
  };
  return {
    value: () => trying(() => JSON.parse(localStorage.getItem(name))) ?? {},
    keep: (value) =>
      Boolean(
        trying(() => {
          localStorage.setItem(name, JSON.stringify(value));
          return true;
        }),
      ),
    forget: () => trying(() => localStorage.removeItem(name)),
  };
}
