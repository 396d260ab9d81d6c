/**
 * Imported before sharp, everywhere: libvips reads the variable when it is loaded, and then refuses the loaders that its
 * authors do not hold up against hostile files (SVG, PDF, ImageMagick …).
 */
process.env['VIPS_BLOCK_UNTRUSTED'] = '1'
