import { build, checkNode, install } from './prepare.mjs'

/** `npm start -- --port N --data DIR [--no-demo] …`: installs, builds and serves; flags are those of `guanjia start`. */
checkNode()
install()
build()
process.argv.splice(2, 0, 'start')
await import('../dist/cli.mjs')
