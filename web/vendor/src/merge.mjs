export { MergeView, unifiedMergeView, diff, presentableDiff } from "@codemirror/merge";
