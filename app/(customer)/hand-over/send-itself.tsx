"use client";

import { useEffect } from "react";

/**
 * Sends a form as soon as the page runs; without JavaScript its button does. It is sent once: the second of two would find the token
 * used, and its answer is the one that the browser shows.
 */
export function SendItself({ form }: { form: string }) {
  useEffect(() => {
    const element = document.getElementById(form);
    if (!(element instanceof HTMLFormElement)) return;
    const once = (event: SubmitEvent) => {
      if (element.dataset.sent) event.preventDefault();
      else element.dataset.sent = "yes";
    };
    element.addEventListener("submit", once);
    if (!element.dataset.sent) element.requestSubmit();
    return () => element.removeEventListener("submit", once);
  }, [form]);
  return null;
}
