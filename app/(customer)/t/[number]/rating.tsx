import { ThumbsDown, ThumbsUp } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { Textarea } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { TicketPage } from "../../_lib/ticket.ts";
import { rate } from "./chat-actions.ts";

/** One tap says how it went; then there is room for a comment. Plain forms, so that it works without JavaScript. */
export async function RatingCard({ page: { ticket, company } }: { page: TicketPage }) {
  if (company.rateUntil === null) return null;
  const t = await getTranslations("customer.rating");
  const { rating } = company;
  const send = rate.bind(null, ticket.number);
  return (
    <Card id="rating" className="grid gap-4">
      <h2 className="font-semibold">{rating ? t("thanks") : t("question")}</h2>
      <form action={send} className="grid grid-cols-2 gap-3 sm:flex">
        {([true, false] as const).map((good) => (
          <Button
            key={String(good)}
            name="good"
            value={good ? "yes" : "no"}
            variant={rating?.good === good ? "primary" : "secondary"}
            aria-pressed={rating?.good === good}
            icon={good ? <ThumbsUp aria-hidden className="size-5" /> : <ThumbsDown aria-hidden className="size-5" />}
          >
            {good ? t("good") : t("bad")}
          </Button>
        ))}
      </form>
      {rating ? (
        <form action={send} className="grid gap-3">
          <input type="hidden" name="good" value={rating.good ? "yes" : "no"} />
          <label htmlFor="rating-comment" className="text-sm font-medium">
            {t("comment")}
          </label>
          <Textarea id="rating-comment" name="comment" rows={3} maxLength={1_000} defaultValue={rating.comment ?? ""} />
          <Button variant="secondary" className="w-full sm:w-auto sm:justify-self-start">
            {t("send")}
          </Button>
        </form>
      ) : null}
    </Card>
  );
}
