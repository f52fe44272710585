"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ArticleBody } from "#app/_ui/article-body.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type ArticleInFull, type ArticleText, slugSchema } from "#server/articles/schemas.ts";
import { Versions } from "./versions.tsx";

const languages = ["zh-CN", "en"] as const;
const empty: ArticleText = { "zh-CN": { title: "", body: "" }, en: { title: "", body: "" } };

/** Writes a version. @param article null for a new one */
export function Editor({ article }: { article: ArticleInFull | null }) {
  const t = useTranslations("articles.manage");
  const router = useRouter();
  const failure = useFailureText();
  const [slug, setSlug] = useState(article?.slug ?? "");
  const [text, setText] = useState<ArticleText>(article?.versions[0]?.text ?? article?.pack ?? empty);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const wrongSlug = tried && !slugSchema.safeParse(slug).success ? t("slugWrong") : undefined;
  const whole = languages.every((l) => text[l].title.trim() && text[l].body.trim());
  const save = async (publish: boolean) => {
    setTried(true);
    if (busy || !whole || !slugSchema.safeParse(slug).success) return;
    setBusy(true);
    try {
      const input = { slug, text, publish, version: article?.version ?? 0, ...(note.trim() && { note }) };
      const saved = await trpc.articles.save.mutate(input);
      toast.ok(t(publish ? "published" : "saved", { n: saved.version }));
      setNote("");
      if (article) router.refresh();
      else router.push(`/settings/articles/${saved.slug}`);
    } catch (error) {
      toast.error(failureOf(error).code === "ARTICLE_UNSAFE" ? t("unsafe") : failure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mt-6 grid gap-6">
      {article?.packChanged ? <Banner tone="wait" title={t("packChangedLong")} /> : null}
      {article === null ? (
        <Field id="slug" label={t("slug")} hint={t("slugHint")} error={wrongSlug}>
          <Input
            id="slug"
            hint={t("slugHint")}
            error={wrongSlug}
            value={slug}
            maxLength={60}
            onChange={(event) => setSlug(event.target.value)}
          />
        </Field>
      ) : null}
      <div className="grid gap-6 lg:grid-cols-2">
        {languages.map((language) => (
          <Language
            key={language}
            language={language}
            text={text[language]}
            tried={tried}
            onChange={(one) => setText({ ...text, [language]: one })}
          />
        ))}
      </div>
      <p className="text-sm text-muted">{t("form")}</p>
      <Field id="note" label={t("note")} hint={t("noteHint")}>
        <Input id="note" value={note} maxLength={300} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button type="button" variant="primary" disabled={busy} onClick={() => void save(true)}>
          {t("publish")}
        </Button>
        <Button type="button" variant="secondary" disabled={busy} onClick={() => void save(false)}>
          {t("save")}
        </Button>
        {article?.pack ? (
          <Button type="button" variant="ghost" onClick={() => setText(article.pack ?? empty)}>
            {t("takePack")}
          </Button>
        ) : null}
      </div>
      {article ? <Versions article={article} onTake={setText} /> : null}
    </div>
  );
}

type LanguageProps = {
  language: (typeof languages)[number];
  text: ArticleText["en"];
  /** Whether what is missing is said by now. */
  tried: boolean;
  onChange: (text: ArticleText["en"]) => void;
};

function Language({ language, text, tried, onChange }: LanguageProps) {
  const t = useTranslations("articles.manage");
  const missing = (value: string) => (tried && value.trim() === "" ? t("missing") : undefined);
  const id = (part: string) => `${part}-${language}`;
  return (
    <section aria-label={t(`language.${language}`)} lang={language} className="grid content-start gap-4">
      <Field id={id("title")} label={t("titleOf", { language: t(`language.${language}`) })} error={missing(text.title)}>
        <Input
          id={id("title")}
          error={missing(text.title)}
          value={text.title}
          maxLength={80}
          onChange={(event) => onChange({ ...text, title: event.target.value })}
        />
      </Field>
      <Field id={id("body")} label={t("bodyOf", { language: t(`language.${language}`) })} error={missing(text.body)}>
        <Textarea
          id={id("body")}
          error={missing(text.body)}
          value={text.body}
          rows={14}
          maxLength={10_000}
          onChange={(event) => onChange({ ...text, body: event.target.value })}
        />
      </Field>
      <Card>
        <p className="mb-2 text-xs text-muted">{t("preview")}</p>
        <p className="mb-2 text-xl font-semibold break-words">{text.title}</p>
        <ArticleBody text={text.body} />
      </Card>
    </section>
  );
}
