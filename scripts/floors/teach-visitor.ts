/* oxlint-disable typescript/no-deprecated -- dependency-cruiser has no other way */
import { Visitor } from '@swc/core/Visitor.js'
import type { Statement, VariableDeclarator } from '@swc/core'

/**
 * The visitor by which dependency-cruiser walks what swc has parsed is older than `using` and throws at one. It holds no import of its own, only
 * an expression like any other declaration.
 */
export function teachUsing(): void {
  const visitStatement = Visitor.prototype.visitStatement
  Visitor.prototype.visitStatement = function (statement: Statement | UsingDeclaration) {
    if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
    this.visitVariableDeclarators(statement.decls)
    return statement as unknown as Statement
  }
}

type UsingDeclaration = { readonly type: 'UsingDeclaration'; readonly decls: VariableDeclarator[] }
