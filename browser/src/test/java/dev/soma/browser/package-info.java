/// The pages of Soma in a real browser.
package dev.soma.browser;
