// The panel: a dialog in a corner of the page, or over all of it on a phone.

const PHONE = "(max-width: 30em), (max-height: 30em)";

/** Where the focus is, in whatever shadow tree. */
function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at as HTMLElement | null;
}

export class Panel {
  #shown = false;
  readonly #phone = matchMedia(PHONE);

  /** `closed` is called after each closing, also by the browser, with whether the focus is the chat's to place. */
  constructor(
    private readonly root: ShadowRoot,
    private readonly closed: (focus: boolean) => void,
  ) {}

  /** Follow the window's size until the signal. */
  connect(signal: AbortSignal): void {
    this.#phone.addEventListener("change", this.resized, { signal });
    for (const what of ["resize", "scroll"]) visualViewport?.addEventListener(what, this.#fit, { signal });
    this.#fit();
  }

  get dialog(): HTMLDialogElement | null {
    return this.root.querySelector("dialog");
  }

  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  /** Open it; false where it is open already. Without `focus` the page's focus stays where it is. */
  show(focus: boolean): boolean {
    if (!this.dialog || this.open) return false;
    this.#shown = true;
    if (focus) this.#put();
    else this.#putQuietly();
    return true;
  }

  hide(): void {
    if (!this.open) return;
    const at = document.activeElement;
    this.dialog!.close();
    this.#afterClosing(!at || at === document.body || at === this.root.host);
  }

  /** For the dialog's `close`: Android's Back closes it however its `cancel` was answered. */
  onClose = (): void => {
    if (!this.open) this.#afterClosing(true);
  };

  #afterClosing(focus: boolean): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.closed(focus);
  }

  #put(): void {
    if (this.#phone.matches) this.dialog!.showModal();
    else this.dialog!.show();
    this.#fit();
  }

  #putQuietly(): void {
    if (this.#phone.matches) {
      this.#put();
      focused()?.blur(); // nothing under a phone's panel can have it
    } else {
      // `show()` takes the focus, and with it the page's `autofocus` where that is still to come.
      this.dialog!.open = true;
      this.#fit();
    }
  }

  /** Lay it over the page, or beside it, as the window's size now asks for; what is read and written stays in place. */
  resized = (): void => {
    const panel = this.dialog;
    if (!panel?.open || panel.matches(":modal") === this.#phone.matches) return;
    const at = focused();
    // An on-screen keyboard makes the window low; opening the panel anew would close the keyboard.
    if (at?.id === "text" && this.root.contains(at) && matchMedia("(pointer: coarse)").matches) return;
    const scrolled = [...this.root.querySelectorAll("#log, #room, dialog")].map((each) => [each, each.scrollTop] as const);
    panel.close();
    this.#put();
    at?.focus({ preventScroll: true });
    for (const [each, top] of scrolled) each.scrollTop = top;
  };

  /** For the dialog's `focusout`: what was put off while something was being written. */
  onFocusOut = (): void => void setTimeout(this.resized);

  /** What an on-screen keyboard leaves of the window: a phone's panel fills it, and the banner stands above. */
  #fit = (): void => {
    const view = visualViewport;
    // Somebody who enlarges the page with two fingers wants it larger, not laid out anew.
    if (!view || view.scale > 1.01) return;
    const { style } = this.root.host as HTMLElement;
    const phone = this.#phone.matches;
    style.setProperty("--height", phone ? `${view.height}px` : "");
    style.setProperty("--top", phone ? `${view.offsetTop}px` : "");
    style.setProperty("--covered", `${Math.max(0, innerHeight - view.height - view.offsetTop)}px`);
  };
}
