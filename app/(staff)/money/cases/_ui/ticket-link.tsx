import Link from "next/link";

/** The way to a ticket at the desk. */
export function TicketLink({ number }: { number: string }) {
  return (
    <Link
      href={`/desk/${number}?queue=all`}
      prefetch={false}
      className="whitespace-nowrap text-accent-text tabular hover:underline"
    >
      {number}
    </Link>
  );
}
