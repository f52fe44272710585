/**
 * Asks for a customer's export and has the browser save it.
 * @throws Error whose message is the problem's code
 */
export async function saveExport(customerId: string): Promise<void> {
  const answer = await fetch(`/api/v1/customers/${encodeURIComponent(customerId)}/export`, { method: "POST" });
  if (!answer.ok) {
    const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
    throw new Error(code ?? "INTERNAL");
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `customer-${customerId.replaceAll(/[^\w-]/g, "_").slice(0, 64)}.zip`;
  link.click();
  URL.revokeObjectURL(link.href);
}
