"use client";

import { useEffect } from "react";

/** Sends a form as soon as the page runs. Without JavaScript its button does. */
export function SendItself({ form }: { form: string }) {
  useEffect(() => {
    const element = document.getElementById(form);
    if (element instanceof HTMLFormElement) element.requestSubmit();
  }, [form]);
  return null;
}
