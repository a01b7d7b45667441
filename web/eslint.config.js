import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const REACT = ["react", "react-*", "react/*", "react-dom/*", "radix-ui", "@tanstack/*", "@dnd-kit/*", "lucide-react", "@hookform/*"];

/** The tree, held: app > features (apart from each other) > ui > core > generated. */
const TREE = {
  default: "disallow",
  message: "{{from.element.type}} may not import {{to.element.type}} here (see eslint.config.js)",
  policies: [
    { from: { element: { type: "app" } }, allow: { to: { element: { types: { anyOf: ["app", "feature", "ui", "core", "locales"] } } } } },
    { from: { element: { type: "feature" } }, allow: { to: { element: { types: { anyOf: ["ui", "core", "locales"] } } } } },
    {
      from: { element: { type: "feature" } },
      allow: { to: { element: { type: "feature", captured: { name: "{{from.element.captured.name}}" } } } },
    },
    { from: { element: { type: "ui" } }, allow: { to: { element: { types: { anyOf: ["ui", "core"] } } } } },
    { from: { element: { type: "core" } }, allow: { to: { element: { types: { anyOf: ["core", "generated"] } } } } },
  ],
};

export default tseslint.config(
  { ignores: ["dist", "node_modules", "coverage", "src/generated"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  // `const { secret, ...rest }` is how a field is left out.
  { rules: { "no-unused-vars": ["error", { ignoreRestSiblings: true }] } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers in template strings are what formatting is for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `onClick={() => save()}` reads better than a block whose only purpose is to drop a value.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // React takes event handlers whose promise nobody awaits; they handle their own errors.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // Our objects' methods are closures without `this`, so handing them on is safe.
      "@typescript-eslint/unbound-method": "off",
      // `get<T>()` of the API client says once, at the call, what the server answers.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [jsxA11y.flatConfigs.strict, reactHooks.configs.flat.recommended],
    languageOptions: { globals: globals.browser },
    plugins: { boundaries },
    settings: {
      "import/resolver": { typescript: { project: "./tsconfig.json" } },
      "boundaries/elements": [
        { type: "app", pattern: "src/app" },
        { type: "feature", pattern: "src/features/*", capture: ["name"] },
        { type: "ui", pattern: "src/ui" },
        { type: "core", pattern: "src/core" },
        { type: "generated", pattern: "src/generated" },
        { type: "locales", pattern: "src/locales" },
      ],
    },
    rules: {
      "boundaries/dependencies": ["error", TREE],
    },
  },
  {
    files: ["src/core/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: REACT, message: "core knows no React." }] }],
    },
  },
  { files: ["scripts/**", "dev/**", "*.config.*"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
);
