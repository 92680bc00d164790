// The GOV.UK Frontend components Torv uses, by the name markup asks for them with.
import { Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios } from "../vendor/govuk.js";

const components = {
  "govuk-button": Button,
  "govuk-character-count": CharacterCount,
  "govuk-checkboxes": Checkboxes,
  "govuk-error-summary": ErrorSummary,
  "govuk-password-input": PasswordInput,
  "govuk-radios": Radios,
};

/** Give one element its behaviour. */
export function start(element) {
  const Component = components[element.dataset.module];
  if (Component) new Component(element);
}
