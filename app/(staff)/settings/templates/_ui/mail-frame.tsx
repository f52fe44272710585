"use client";

import { type SyntheticEvent, useState } from "react";

/** A frame has the rules of the page around it, which take no styles out of HTML: they are put on from here. */
const STYLED = "data-styled";
const FIRST_HEIGHT = 320;

/** A mail as it would look, in a frame where nothing runs and nothing leads anywhere. Mails are on white, whatever the page is on. */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const [height, setHeight] = useState(FIRST_HEIGHT);
  const dress = ({ currentTarget }: SyntheticEvent<HTMLIFrameElement>) => {
    const mail = currentTarget.contentDocument;
    if (!mail) return;
    for (const element of mail.querySelectorAll<HTMLElement>(`[${STYLED}]`)) {
      element.style.cssText = element.getAttribute(STYLED) ?? "";
    }
    mail.body.inert = true;
    setHeight(mail.documentElement.scrollHeight);
  };
  return (
    <iframe
      title={title}
      sandbox="allow-same-origin"
      srcDoc={html.replaceAll(' style="', ` ${STYLED}="`)}
      onLoad={dress}
      tabIndex={-1}
      height={height}
      className="w-full [color-scheme:light]"
    />
  );
}
