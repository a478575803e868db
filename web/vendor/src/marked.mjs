export { Lexer, lexer } from "marked";
