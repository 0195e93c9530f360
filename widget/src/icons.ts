// Line icons, drawn in the colour of the words beside them and hidden from screen readers.
import { html, type TemplateResult } from "lit/html.js";

const icon = (path: string, width = 2): TemplateResult =>
  html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width=${width} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${path} /></svg>`;

export const phone = icon(
  "M5 4h4l1.5 4.5-2.3 1.6a12 12 0 0 0 5.7 5.7l1.6-2.3L20 15v4a1.5 1.5 0 0 1-1.6 1.5A16 16 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4z",
);
export const warning = icon("M12 3.5 2.5 20h19zM12 10v4.5M12 17.4v.1");
export const clock = icon("M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l3.5 2");
export const chat = icon("M4 5h16v11H10l-4.5 4v-4H4zM8 9h8M8 12h5");
export const close = icon("M6 6l12 12M18 6L6 18");
export const more = icon("M12 5.5v.01M12 12v.01M12 18.5v.01", 3.2);
export const back = icon("M19 12H5M11 6l-6 6 6 6");
export const page = icon("M6 3h8l4 4v14H6zM9.5 11h5M9.5 15h5");
export const thumb = icon("M7 21V11l4-8a2 2 0 0 1 2 2v4h6l-2 12zM3 11h4v10H3z");
export const open = icon("M5 9l7 7 7-7");
