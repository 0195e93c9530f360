// The emergency banner, in the chat or on the page while the chat is closed, and the notice that the connection is lost.
import { html, nothing, type TemplateResult } from "lit/html.js";
import * as icons from "./icons";
import type { View } from "./view";
import { dial, emergencyLine } from "./words";

const button = (view: View): TemplateResult | typeof nothing =>
  view.emergency
    ? html`<a class="call" href=${dial(view.emergency)}>${icons.phone}<span>${view.say("call")}</span></a>`
    : nothing;

/**
 * The banner where it is `wanted`. `role="alert"` stands there from the start and is filled later, as screen readers
 * announce only what changes in it.
 */
export function banner(view: View, wanted: boolean): TemplateResult {
  const { alarm } = view.chat;
  const open = alarm === "emergency" || alarm === "crisis";
  const size = view.say(view.small ? "larger" : "smaller");
  return html`<div role="alert" class="alert">${
    !open || !wanted
      ? nothing
      : html`<div class="banner ${view.small ? "small" : ""}">
          ${
            view.small
              ? html`<p class="short">${view.say("emergencyShort")}</p>`
              : html`<p class="lead">${icons.warning}<strong>${view.say(alarm === "crisis" ? "crisisTitle" : "emergencyTitle")}</strong></p>
                  <p class="more">${view.say(alarm === "crisis" ? "crisisText" : "emergencyText")}</p>`
          }
          <div class="calls">
            ${button(view)}
            ${
              alarm === "crisis" && view.chat.settings
                ? html`<a class="call" href=${dial(view.chat.settings.crisis_line)}>${icons.phone}<span>${view.say("callCrisis")}</span></a>`
                : nothing
            }
            <button type="button" class="size" aria-expanded=${!view.small} aria-label=${size} title=${size} @click=${() => view.setSmall(!view.small)}>${
              view.small ? icons.open : size
            }</button>
          </div>
        </div>`
  }</div>`;
}

export function connection(view: View): TemplateResult {
  const { chat } = view;
  const unsent = chat.turns.some((turn) => turn.state === "failed");
  return html`<div role="status" class="status">${
    chat.offline
      ? html`<div class="offline">${icons.warning}<p>${view.say(unsent ? "offline" : "offlineIdle")}
 ${emergencyLine(view, "offlineEmergency")}</p></div>`
      : nothing
  }</div>`;
}
