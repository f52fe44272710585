import type { Metadata } from "next";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).number, robots: { index: false } };
}

/** One ticket. The console itself stands in the layout and reads the number off the address. */
export default function DeskTicketPage() {
  return null;
}
