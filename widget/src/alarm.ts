// The emergency banner above the conversation, and the notice that the connection is lost.
import { html, nothing, type TemplateResult } from "lit/html.js";
import * as icons from "./icons";
import type { View } from "./view";
import { dial } from "./words";

const button = (view: View): TemplateResult | typeof nothing =>
  view.emergency
    ? html`<a class="call" href=${dial(view.emergency)}>${icons.phone}<span>${view.say("call")}</span></a>`
    : nothing;

/** `role="alert"` stands there from the start and is filled later, as screen readers announce only what changes in it. */
export function banner(view: View): TemplateResult {
  const { alarm } = view.chat;
  const open = alarm === "emergency" || alarm === "crisis";
  return html`<div role="alert" class="alert">${
    !open
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
            ${
              view.small
                ? html`<button type="button" class="size" aria-label=${view.say("larger")} title=${view.say("larger")} @click=${() => view.setSmall(false)}>${icons.open}</button>`
                : html`<button type="button" class="size" @click=${() => view.setSmall(true)}>${view.say("smaller")}</button>`
            }
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
          ${
            view.emergency
              ? html`<a href=${dial(view.emergency)}>${view.say("offlineEmergency")}</a>`
              : view.say("offlineEmergency")
          }</p></div>`
      : nothing
  }</div>`;
}
