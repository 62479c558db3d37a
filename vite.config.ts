import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { filesOf, readManifest } from './scripts/web-manifest.ts'
import { faceOf, pages } from './src/web/core/faces.ts'

const web = fileURLToPath(new URL('./src/web', import.meta.url))
const dist = fileURLToPath(new URL('./dist/web', import.meta.url))

/**
 * Three faces, one build: console.html, staff.html and owner.html in dist/web, which the server sends by the first
 * part of the path (src/web/core/faces.ts). The tests read no web settings.
 */
export default defineConfig(
  process.env.VITEST
    ? {}
    : {
        root: web,
        // The Chinese text is the key, so only the other two languages are files.
        plugins: [react(), sendFaces(), staffWorker()],
        build: {
          outDir: dist,
          emptyOutDir: true,
          // Read by test/first-load.test.ts and for the worker of the staff phone.
          manifest: true,
          target: 'es2022',
          rolldownOptions: {
            input: Object.fromEntries(
              Object.values(pages).map((page) => [page.replace('.html', ''), `${web}/${page}`]),
            ),
            output: {
              codeSplitting: {
                groups: [
                  {
                    name: 'react',
                    test: /node_modules[\\/](?:\.pnpm[\\/])?(react|react-dom|scheduler)[@\\/]/,
                    priority: 30,
                  },
                  {
                    name: 'i18n',
                    test: /node_modules[\\/](?:\.pnpm[\\/])?(i18next|react-i18next)[@\\/]/,
                    priority: 20,
                  },
                  { name: 'zod', test: /node_modules[\\/](?:\.pnpm[\\/])?zod[@\\/]/, priority: 20 },
                ],
              },
            },
          },
        },
        server: {
          port: 5173,
          proxy: { '^/api/': { target: process.env.GUANJIA_URL ?? 'http://127.0.0.1:8420', changeOrigin: false } },
        },
      },
)

/** While developing: every path of a face gets the page of that face, as the server does it. */
function sendFaces(): Plugin {
  return {
    name: 'guanjia-faces',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '/').split('?')[0]!
        const asksForPage = request.headers.accept?.includes('text/html') && !path.startsWith('/api/')
        if (!asksForPage) return next()
        const html = readFileSync(`${web}/${pages[faceOf(path)]}`, 'utf8')
        server.transformIndexHtml(request.url ?? '/', html).then((page) => {
          response.setHeader('content-type', 'text/html; charset=utf-8')
          response.end(page)
        }, next)
      })
    },
  }
}

/** The staff phone works in a basement: its page and scripts are kept by a service worker under /staff/. */
function staffWorker() {
  return VitePWA({
    strategies: 'generateSW',
    filename: 'staff-worker.js',
    scope: '/staff/',
    base: '/',
    injectRegister: false,
    manifestFilename: 'staff.webmanifest',
    manifest: {
      name: '管家 员工端',
      short_name: '管家',
      lang: 'zh-CN',
      start_url: '/staff/',
      scope: '/staff/',
      display: 'standalone',
      background_color: '#f5f6f8',
      theme_color: '#0f766e',
      icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
    },
    workbox: {
      globPatterns: ['staff.html', 'icon.svg', 'assets/*.{js,css}'],
      // Of all built files those that the screens of the staff phone can need; names of chunks tell nothing.
      manifestTransforms: [
        (entries) => {
          const needed = filesOf(readManifest(dist), [pages.staff], { later: true })
          const kept = entries.filter(({ url }) => !url.startsWith('assets/') || needed.has(url))
          return { manifest: kept, warnings: [] }
        },
      ],
      navigateFallback: '/staff.html',
      navigateFallbackAllowlist: [/^\/staff(\/|$)/],
      maximumFileSizeToCacheInBytes: 2_000_000,
    },
  })
}
