"use client";

import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogClose } from "#app/_ui/dialog.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { Tooltip } from "#app/_ui/tooltip.tsx";

type Word =
  | "open"
  | "title"
  | "text"
  | "close"
  | "cancel"
  | "confirm"
  | "tooltip"
  | "tooltipText"
  | "ok"
  | "error"
  | "done"
  | "failed";

/** What opens over the page. */
export function OverlayDemos({ words }: { words: Record<Word, string> }) {
  return (
    <div className="flex flex-wrap gap-3">
      <Dialog
        trigger={
          <Button type="button" variant="secondary" size="compact">
            {words.open}
          </Button>
        }
        title={words.title}
        closeLabel={words.close}
        footer={
          <>
            <DialogClose
              render={
                <Button type="button" variant="secondary" size="compact">
                  {words.cancel}
                </Button>
              }
            />
            <DialogClose
              render={
                <Button type="button" size="compact">
                  {words.confirm}
                </Button>
              }
            />
          </>
        }
      >
        <p>{words.text}</p>
      </Dialog>
      <Tooltip content={words.tooltipText}>
        <Button type="button" variant="secondary" size="compact">
          {words.tooltip}
        </Button>
      </Tooltip>
      <Button type="button" variant="secondary" size="compact" onClick={() => toast.ok(words.done)}>
        {words.ok}
      </Button>
      <Button type="button" variant="secondary" size="compact" onClick={() => toast.error(words.failed)}>
        {words.error}
      </Button>
    </div>
  );
}
