import { type OpenApiDocument, type Operation, problemAnswer } from "./openapi.ts";

/** The addresses that gateways are told to notify. */
export function gatewayPaths(): OpenApiDocument["paths"] {
  return {
    "/api/gateways/alipay/{channel}/notify": { post: notify("notifyAlipay", "Alipay", form, text) },
    "/api/gateways/wechatpay/{channel}/notify": {
      post: notify("notifyWechatpay", "WeChat Pay", "application/json", nothing),
    },
    "/api/gateways/epay/{channel}/notify": {
      get: notify("notifyEpayByQuery", "epay, sent as a query", null, text),
      post: notify("notifyEpay", "epay, sent as a form", form, text),
    },
  };
}

const form = "application/x-www-form-urlencoded";
const text = {
  200: {
    description: "`success` when it was taken; anything else when it was not, so that the gateway sends it again.",
    content: { "text/plain": { schema: { type: "string" } } },
  },
};
const nothing = {
  204: { description: "Taken." },
  400: {
    description: "Not taken, so that the gateway sends it again.",
    content: { "application/json": { schema: {} } },
  },
};

function notify(id: string, who: string, mediaType: string | null, answers: Operation["responses"]): Operation {
  return {
    operationId: id,
    tags: ["Callbacks"],
    summary: `Take in a callback of ${who}`,
    description:
      "Signed as the gateway signs. Stored as it came before it is judged, and answered in the words of its protocol; the same notice may come as often as it likes and has one effect.",
    security: [],
    parameters: [
      { name: "channel", in: "path", required: true, description: "The channel's code.", schema: { type: "string" } },
    ],
    ...(mediaType && {
      requestBody: { required: true, content: { [mediaType]: { schema: { type: "object", properties: {} } } } },
    }),
    responses: {
      ...answers,
      404: problemAnswer(["CHANNEL_NOT_FOUND"]),
      413: problemAnswer(["PAYLOAD_TOO_LARGE"]),
      415: problemAnswer(["UNSUPPORTED_MEDIA_TYPE"]),
      429: problemAnswer(["RATE_LIMITED"]),
      500: problemAnswer(["INTERNAL"]),
      503: problemAnswer(["CHANNEL_SECRETS_UNREADABLE"]),
    },
  };
}
