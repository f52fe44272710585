/** The door of the articles module: what customers can read about each cause, and who changed it. */
export { articleInFull, getArticle, listArticles, manageArticles } from "./read.ts";
export { slugOf } from "./rules.ts";
export { saveArticle, showArticle } from "./save-article.ts";
