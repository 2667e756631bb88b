// plimsoll in VS Code: starts the server, and adds the commands that need a window.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { program, settings } from "./server";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const command = (name: string, run: () => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  command("plimsoll.restart", () => restart(context));
  command("plimsoll.fixAllInWorkspace", () => execute("plimsoll.fixAll"));
  command("plimsoll.chooseEnvironment", chooseEnvironment);
  command("plimsoll.explainRule", explainRule);
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("plimsoll.path")) {
        await restart(context);
      } else if (event.affectsConfiguration("plimsoll")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: { plimsoll: current() } });
      }
    }),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

function current(): Record<string, unknown> {
  const own = vscode.workspace.getConfiguration("plimsoll");
  return settings((name) => own.get(name), vscode.workspace.isTrusted);
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const named = vscode.workspace.getConfiguration("plimsoll").get<string>("path");
  // Not in the folder of the user: Windows looks for programs in the current folder first.
  const server: ServerOptions = {
    command: program(named, context.extensionPath),
    args: ["lsp"],
    options: { cwd: context.extensionPath },
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "dockerfile" },
      { scheme: "file", language: "dockercompose" },
      { scheme: "file", language: "yaml" },
      { scheme: "file", language: "dotenv" },
      { scheme: "file", pattern: "**/{.,}plimsoll.toml" },
    ],
    initializationOptions: current(),
    // What the server asks for by name is answered with what it would get at the start.
    middleware: { workspace: { configuration: () => [current()] } },
  };
  client = new LanguageClient("plimsoll", "plimsoll", server, options);
  try {
    await client.start();
  } catch (error) {
    const text = `plimsoll cannot be started: ${error instanceof Error ? error.message : String(error)}`;
    void vscode.window.showErrorMessage(`${text} (the setting plimsoll.path names the program)`);
  }
}

async function restart(context: vscode.ExtensionContext): Promise<void> {
  await client?.stop().catch(() => undefined);
  await start(context);
}

async function execute<T>(name: string, argument?: unknown): Promise<T | undefined> {
  const params = { command: name, arguments: argument === undefined ? [] : [argument] };
  return client?.sendRequest<T>("workspace/executeCommand", params);
}

async function chooseEnvironment(): Promise<void> {
  const usual = "what each file says";
  const chosen = await vscode.window.showQuickPick(["production", "development", usual]);
  if (chosen) {
    await execute("plimsoll.setEnvironment", chosen === usual ? null : chosen);
  }
}

async function explainRule(): Promise<void> {
  const rule = await vscode.window.showInputBox({ prompt: "The id of a rule, or the id of another tool for it" });
  const page = rule && (await execute<{ markdown: string }>("plimsoll.explain", rule));
  if (page) {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: page.markdown });
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
