#!/usr/bin/env node
import { build, checkNode, install } from '../scripts/prepare.mjs'

/** `npx guanjia …`: the command line of this installation. */
checkNode()
install()
build()
await import('../dist/cli.mjs')
